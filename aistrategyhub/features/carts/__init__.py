"""What somebody means to buy, and the coupons that make it cheaper; orders are made of it one room above."""
