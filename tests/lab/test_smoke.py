def test_up(site):
    assert not site.unsettled()
def test_again(site):
    import time
    t=time.time(); print({k:v["changed"] for k,v in site.deploy().items()}, time.time()-t)
