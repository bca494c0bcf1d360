pytest_plugins = ["es_ml_fake"]
