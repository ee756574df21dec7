"""Running a program with its functions recorded, without a change to it. Started by ``pypss run``."""
