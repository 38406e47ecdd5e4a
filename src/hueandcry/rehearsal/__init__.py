"""The whole main job in a throw-away folder, counted twice: what operators do before going live."""
