"""Tests of ui.conversation_list over the fake desk."""
