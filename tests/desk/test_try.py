import time
from tests.desk.harness import *
from tests.factories import *
async def test_x(database):
    s = a_slot(2)
    for n in ("Asha Patil","Ravi Kumar","Meena Shah"): booked(s.id, "WALKIN", a_patient(n).id)
    t=time.time()
    async with a_desk() as d:
        print(time.time()-t)
        print(d.text)
        t=time.time(); await d.press("b"); print("press", time.time()-t)
        t=time.time(); await d.settled(); print("settled", time.time()-t)
        t=time.time(); await d.type("New One"); print("type", time.time()-t)
        print(d.form_text); print(d.queue("active"), d.queue("waiting"), d.status)
        await d.press("escape")
        await d.press("ctrl+q")
        await d.pilot.pause()
        print(d.app._exit, d.status)
    print(time.time()-t)
