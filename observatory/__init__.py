"""Observatoire de la tranquillité publique."""
