"""Make the database roles of a cluster, once, with the cluster's first login."""

from __future__ import annotations

from typing import Any

import environ
import psycopg
from django.core.management.base import BaseCommand, CommandError

from casaora.kit import environment
from casaora.kit.acting import SERVICE, WEB
from casaora.kit.pg import roles


class Command(BaseCommand):
    """Reads DATABASE_ADMIN_URL (a login with CREATEROLE that owns the database) and the two logins' passwords."""

    help = "Creates or refreshes the five database roles and prepares the database. Safe to run again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """One switch, for development."""
        parser.add_argument("--may-create-databases", action="store_true", help="development: lets tests make databases")

    def handle(self, *args: Any, **options: Any) -> None:
        """Connect as the administrator and apply ``kit.pg.roles``."""
        try:
            env = environment.read()
            admin, web, service = (env.db_url(n) for n in ("DATABASE_ADMIN_URL", "DATABASE_URL", "DATABASE_SERVICE_URL"))
        except environ.ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        with psycopg.connect(
            host=admin["HOST"], port=admin["PORT"] or 5432, user=admin["USER"], password=admin["PASSWORD"],
            dbname=admin["NAME"], autocommit=True, **admin.get("OPTIONS", {}),
        ) as connection:
            cursor = connection.cursor()
            passwords = {WEB: str(web["PASSWORD"]), SERVICE: str(service["PASSWORD"])}
            roles.create(cursor, passwords, may_create_databases=options["may_create_databases"])
            roles.prepare_database(cursor, str(admin["NAME"]))
        self.stdout.write("Roles and database are ready.")
