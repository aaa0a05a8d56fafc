"""The DuckDB base: schema, migrations, transactions, one file for each aggregate root."""
