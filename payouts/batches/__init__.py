"""Money leaving: batches on payout days, one payout for each professional, one transfer for each payout."""
