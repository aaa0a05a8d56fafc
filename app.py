"""The dashboard: ``st.navigation`` over the pages, nothing else."""

from observatory.ui.navigation import run
from observatory.ui.standalone import check_address

check_address()
run()
