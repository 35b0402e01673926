"""Versions of the wire format and where the endpoints live."""

PROTO = 1
"""Version of the protocol itself; a server answers 426 to one it no longer pulls for."""

SCHEMA = 1
"""Version of the replicated rows; grows when a column is added."""

EPOCH_HEADER = "X-Sync-Epoch"
"""Every true answer of a server carries it; an answer without it comes from a captive portal."""

TOKEN_PATH = "/v1/auth/token"
REFRESH_PATH = "/v1/auth/refresh"
LOGOUT_PATH = "/v1/auth/logout"
PULL_PATH = "/v1/sync/pull"
PUSH_PATH = "/v1/sync/push"
LOGS_PATH = "/v1/sync/logs"
ERASED_PATH = "/v1/sync/erased"
STREAM_PATH = "/v1/sync/stream"
BLOB_PATH = "/v1/blobs/"
UPLOAD_PATH = "/v1/uploads/"
WAIT_PATH = "/v1/sync/wait"
HERE_PATH = "/v1/sync/here"
CLAIM_PATH = "/v1/conversations/{conversation_id}/claim"
TYPING_PATH = "/v1/conversations/{conversation_id}/typing"
CONVERSATIONS_PATH = "/v1/conversations"
CUSTOMERS_PATH = "/v1/customers/"
HEALTH_PATH = "/health"
