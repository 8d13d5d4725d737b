"""What lines of text say: total, day, merchant, currency. Rules only, all pure.

They were worked out on scans of receipts whose truth is known; `make bench-reading` says how often they are right.
"""
