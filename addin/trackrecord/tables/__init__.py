"""Every table and column, said once: what it holds, its formula, its Python twin."""
