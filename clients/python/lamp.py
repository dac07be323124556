"""A lamp: whatever sets or drives its level is printed. Run it, and `npx zocp set lamp/level 0.5` from another terminal."""

from zocp import Node

lamp = Node("lamp")
lamp.register("level", 0.0, access="rws", min=0, max=1)
lamp.on("changed", lambda parameter, value, by: print(f"{parameter.name} is {value}, says {by}"))
lamp.on("enter", lambda peer: print(f"{peer.name} is here"))
lamp.on("exit", lambda peer, reason: print(f"{peer.name} is gone: {reason}"))
lamp.run()
