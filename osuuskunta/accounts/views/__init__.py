"""Pages of the door (`entering`), of one's own account (`own`), of each role's front (`front`), of people and rights (`staff`)."""
