"""Who acts: sides in the war, sponsors with their members, mediators with their supporters."""
