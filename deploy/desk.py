"""The bundle's ``deskhand``. A package's module cannot be the frozen script itself: ``ui`` has to be imported first."""

import sys

from ui.main import main

sys.exit(main())
