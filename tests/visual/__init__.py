"""Pictures of screens: goldens of the gallery, and `./dev shot`."""
