"""Money, sales, operators and languages: pure values that import nothing of ours."""
