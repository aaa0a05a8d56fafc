"""The schéma local: walks and what they find, actions, meetings. Pure: positions and lines in, itineraries out."""
