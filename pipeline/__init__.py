"""Records become the ledger of commitments and the published dataset."""
