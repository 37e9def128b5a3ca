"""AIStrategyHub: one application that runs a consultancy's whole business."""

__version__ = "0.1.0"
