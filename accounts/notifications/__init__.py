"""How people are told: an in-app notice and an e-mail, once each, in their language."""
