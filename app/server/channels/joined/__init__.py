"""Channels joined from outside: another program writes into an inbox by HTTP and gets answers by signed webhooks."""
