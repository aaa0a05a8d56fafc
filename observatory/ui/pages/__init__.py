"""The pages of the dashboard: each lays out what ``observatory.present`` draws and the client answers."""
