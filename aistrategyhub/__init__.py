"""AIStrategyHub: one application that runs a consultancy's whole business."""
