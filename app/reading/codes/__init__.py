"""What the codes on receipts say: tax authorities' QR codes, and those of bank transfers. Pure.

A payload is data from a stranger. Nothing in it is fetched or run; what does not follow the published form to the
letter is no code of a receipt.
"""
