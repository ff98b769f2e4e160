"""What the database itself refuses in the books, whoever asks.

Postings arrive in one statement: the statement trigger proves that each statement balances by itself, so that nothing can be added
after the deferred trigger was fired early (``SET CONSTRAINTS … IMMEDIATE``). The deferred one proves that an entry is complete.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE payouts_entry ADD COLUMN made_by xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION payouts_made_here() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.made_by := pg_current_xact_id();  -- whatever was sent: it cannot be forged
  RETURN NEW;
END $$;
CREATE TRIGGER made_here BEFORE INSERT ON payouts_entry FOR EACH ROW EXECUTE FUNCTION payouts_made_here();

CREATE FUNCTION payouts_postings_fit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added a LEFT JOIN public.payouts_entry e ON e.id = a.entry_id AND e.made_by = pg_current_xact_id() WHERE e.id IS NULL)
  THEN RAISE EXCEPTION 'posting to an entry of an earlier transaction' USING ERRCODE = 'check_violation'; END IF;
  IF EXISTS (SELECT FROM added GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0)
  THEN RAISE EXCEPTION 'postings of one statement do not sum to zero' USING ERRCODE = 'check_violation'; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER postings_fit AFTER INSERT ON payouts_posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION payouts_postings_fit();

CREATE FUNCTION payouts_entry_complete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n bigint; unbalanced bigint;
BEGIN
  SELECT sum(c), count(*) FILTER (WHERE s <> 0) INTO n, unbalanced
    FROM (SELECT count(*) c, sum(amount_minor) s FROM public.payouts_posting WHERE entry_id = NEW.id GROUP BY currency) x;
  IF coalesce(n, 0) < 2 OR unbalanced > 0
  THEN RAISE EXCEPTION 'entry % is incomplete or unbalanced', NEW.id USING ERRCODE = 'check_violation'; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_complete AFTER INSERT ON payouts_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION payouts_entry_complete();

CREATE FUNCTION payouts_never() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: a correction is another entry', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_never BEFORE UPDATE OR DELETE ON payouts_entry FOR EACH STATEMENT EXECUTE FUNCTION payouts_never();
CREATE TRIGGER posting_never BEFORE UPDATE OR DELETE ON payouts_posting FOR EACH STATEMENT EXECUTE FUNCTION payouts_never();
CREATE TRIGGER seal_never BEFORE UPDATE OR DELETE ON payouts_seal FOR EACH STATEMENT EXECUTE FUNCTION payouts_never();

-- Triggers first: the new owner of a function is nobody who could make one.
ALTER FUNCTION payouts_postings_fit() OWNER TO casaora_reader;
ALTER FUNCTION payouts_entry_complete() OWNER TO casaora_reader;
-- The defaults had granted these; the policies applied after migrate say the same.
REVOKE UPDATE, DELETE ON payouts_entry, payouts_posting, payouts_seal FROM casaora_service;
"""
BACKWARD = """
DROP TRIGGER made_here ON payouts_entry;
DROP TRIGGER entry_complete ON payouts_entry;
DROP TRIGGER entry_never ON payouts_entry;
DROP TRIGGER postings_fit ON payouts_posting;
DROP TRIGGER posting_never ON payouts_posting;
DROP TRIGGER seal_never ON payouts_seal;
SET LOCAL ROLE casaora_reader;
DROP FUNCTION payouts_postings_fit();
DROP FUNCTION payouts_entry_complete();
SET LOCAL ROLE casaora_owner;
DROP FUNCTION payouts_made_here();
DROP FUNCTION payouts_never();
ALTER TABLE payouts_entry DROP COLUMN made_by;
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
