# The part of pyzbar that hardware/camera uses; importing its modules loads libzbar.
