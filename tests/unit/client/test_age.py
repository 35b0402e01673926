"""A reply that waited too long is known to have, whatever the clocks of its computer did."""

from datetime import timedelta

from app.client.clock import ServerTime
from app.client.store.outbox import Change
from app.client.sync.age import Ages
from tests.unit.client.conftest import Store
from tests.unit.client.test_outbox import give

HOUR_S, HOUR_MS = 3_600, 3_600_000


def written(store: Store, skew_ms: int = 0) -> tuple[Ages, Change]:
    ages = Ages(store.outbox, store.clock, store.time)
    change = give(store.outbox, at=store.clock.wall(), skew_ms=skew_ms)
    ages.born(change.change_id)
    return ages, change


def test_a_corrected_wall_clock_makes_an_old_change_no_younger_and_a_young_one_no_older(store: Store):
    day = timedelta(days=1)
    real = store.clock.wall()
    store.clock.set_wall(real + day)  # wrong, and the server has said so
    store.time.told(real)
    ages, change = written(store, store.time.skew_ms)
    store.clock.advance(60)
    store.clock.set_wall(real + timedelta(seconds=60))  # put right
    store.time.told(real + timedelta(seconds=60))
    assert ages.of(change) == 60_000
    assert change.server_at == real


def test_an_age_survives_a_restart_with_another_wall_clock(store: Store):
    ages, change = written(store)
    store.clock.advance(13 * HOUR_S)
    ages.keep(ending=True)
    store.clock.set_wall(change.at + timedelta(minutes=1))  # somebody set the clock back meanwhile
    time = ServerTime(store.clock)
    again = Ages(store.outbox, store.clock, time)
    assert again.of(change) == 13 * HOUR_MS
    store.clock.advance(HOUR_S)
    assert again.of(change) == 14 * HOUR_MS


def test_time_asleep_or_between_two_starts_counts_by_the_servers_time(store: Store):
    ages, change = written(store)
    store.time.told(change.at + timedelta(hours=13))  # the monotonic clock stood still
    assert ages.of(change) == 13 * HOUR_MS


def test_ages_are_kept_now_and_then_for_a_crash(store: Store):
    ages, change = written(store)
    ages.keep()
    assert store.outbox.meta("ages") is None  # nothing has waited long: no write beside the push
    store.clock.advance(2 * HOUR_S)
    ages.keep()
    store.clock.set_wall(change.at)
    assert Ages(store.outbox, store.clock, ServerTime(store.clock)).of(change) == 2 * HOUR_MS
