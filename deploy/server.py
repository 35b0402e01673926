"""The bundle's ``deskhand-server``."""

import sys

from app.server.main import main

sys.exit(main())
