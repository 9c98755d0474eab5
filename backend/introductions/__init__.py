"""A firm learns of a buyer: the introduction's life, its mails, the firm's answer."""
