"""Parts of pages that live in the browser."""
