"""Answers by mail: read from a mailbox, taken over where token and sender fit, held back otherwise.

`mailboxes` fetch, `parsing` reads without trust, `receiving` judges and calls the verbs of `conversation`,
`deciding` is what people do with mails that were held back.
"""
