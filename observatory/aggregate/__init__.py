"""ibis tables in, ibis tables out: counts by cell, territory and period."""
