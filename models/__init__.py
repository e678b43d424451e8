"""The store: database, migrations, journal and reports."""
