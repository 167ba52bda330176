"""`/styleguide/`: every component with every state, together. Only with DEBUG or STYLEGUIDE; all data invented."""
