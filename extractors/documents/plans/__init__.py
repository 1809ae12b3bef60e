"""Action plans: tables or prose to recommendations with their actions, owners and dates."""
