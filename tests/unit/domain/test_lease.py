"""A copy of the server's data lives as long as the workspace says, whatever the computer's clock says."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.lease import DAYS, Lease, lease_days

TOLD = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


def test_after_exactly_the_days_the_copy_must_go():
    lease = Lease(TOLD, TOLD)
    assert not lease.is_over(TOLD + timedelta(days=14, seconds=-1), 14)
    assert lease.is_over(TOLD + timedelta(days=14), 14)


def test_a_clock_put_back_gives_no_time():
    lease = Lease(TOLD, TOLD).seen(TOLD + timedelta(days=13)).seen(TOLD - timedelta(days=300))
    assert lease.seen_at == TOLD + timedelta(days=13)
    assert not lease.is_over(TOLD - timedelta(days=300), 14)
    assert lease.seen(TOLD + timedelta(days=14)).is_over(TOLD - timedelta(days=300), 14)


@pytest.mark.parametrize(
    ("setting", "days"), [(None, DAYS), (1, 1), (30, 30), (0, DAYS), (-3, DAYS), (366, DAYS), ("7", DAYS), (True, DAYS)]
)
def test_what_is_no_number_of_days_counts_as_unset(setting, days):
    assert lease_days(setting) == days
