"""What every process of ``tests.services.apart`` needs; imported once, before the first of them starts."""

import app.client.exchange
import app.client.start
import app.client.store.apply
import app.client.sync.courier
import app.client.sync.ladder
import app.client.sync.road
import app.server.build
import app.server.main
import app.server.serve  # noqa: F401
