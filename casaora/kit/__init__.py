"""Tools that know no app: money, time, references, people at the database, attempts, queues."""
