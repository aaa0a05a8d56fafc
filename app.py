"""The dashboard: ``st.navigation`` over the pages, nothing else."""

from observatory.ui.navigation import run

run()
