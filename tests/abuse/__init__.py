"""What people might try, from their side: each is stopped, and who is wrongly accused can answer.

Which line of the contract is shown where:

| What is tried, or said of somebody | Shown by |
|---|---|
| blocking slots: 2 unpaid requests, 3 live holds, 5 payment starts an hour, a day's pause after 2 given up | ``test_slots_and_pay`` |
| testing cards with many payment starts | ``test_slots_and_pay`` (5 an hour) and ``tests/accounts/test_limits`` |
| booking oneself: person, phone, card | ``test_self_booking`` |
| finishing early for the pay | ``test_slots_and_pay`` |
| the new professional's first 3 earnings | ``tests/payouts/earnings/test_start_clearing`` |
| "nobody came" of somebody who was at the door | ``test_doors``: no money back by itself; the family can still write |
| "nobody opened" of a family that was at home, from afar, too early, or of a home that she never saw | ``test_doors``: told at once, proved twice, 48 h to answer |
| guessing the start code | ``tests/bookings/lifecycle/test_visit`` |
| another bank or account, with an open session, before the plan, before the sending | ``test_payout_theft``: proof, notice, 72 h, withdrawn |
| a payout account that is gone | ``test_payout_theft``: replaced by herself or finance, never while it is there |
| proposing another time all day, each a letter to the other side | ``tests/bookings/lifecycle/test_proposals``: three a day |
| a debt taken from next week's wages | ``tests/payouts/batches/test_plans`` (at most half) |
"""
