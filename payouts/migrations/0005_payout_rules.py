"""What a payout says when it is planned is frozen, and its lines sum to it: the database refuses anything else."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION payouts_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'amounts and lines of a payout are frozen when it is planned' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payout_frozen BEFORE UPDATE ON payouts_payout FOR EACH ROW
  WHEN ((OLD.reference, OLD.batch_id, OLD.professional_id, OLD.account_id, OLD.currency, OLD.gross_minor, OLD.netted_minor, OLD.net_minor)
        IS DISTINCT FROM
        (NEW.reference, NEW.batch_id, NEW.professional_id, NEW.account_id, NEW.currency, NEW.gross_minor, NEW.netted_minor, NEW.net_minor))
  EXECUTE FUNCTION payouts_frozen();
CREATE TRIGGER line_frozen BEFORE UPDATE ON payouts_payoutline FOR EACH ROW
  WHEN ((OLD.payout_id, OLD.earning_id, OLD.amount_minor) IS DISTINCT FROM (NEW.payout_id, NEW.earning_id, NEW.amount_minor)
        OR (NEW.is_live AND NOT OLD.is_live))
  EXECUTE FUNCTION payouts_frozen();

CREATE FUNCTION payouts_lines_fit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT coalesce(sum(amount_minor), 0) FROM public.payouts_payoutline WHERE payout_id = NEW.id) <> NEW.gross_minor
  THEN RAISE EXCEPTION 'the lines of payout % do not sum to it', NEW.reference USING ERRCODE = 'check_violation'; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER lines_fit AFTER INSERT ON payouts_payout DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION payouts_lines_fit();
ALTER FUNCTION payouts_lines_fit() OWNER TO casaora_reader;
"""
BACKWARD = """
DROP TRIGGER payout_frozen ON payouts_payout;
DROP TRIGGER line_frozen ON payouts_payoutline;
DROP TRIGGER lines_fit ON payouts_payout;
SET LOCAL ROLE casaora_reader;
DROP FUNCTION payouts_lines_fit();
SET LOCAL ROLE casaora_owner;
DROP FUNCTION payouts_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0004_batches_and_connect")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
