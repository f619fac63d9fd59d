"""Lines of nginx's combined format, about 200 bytes each: nginx-log.py COUNT. The same ones each time.

20,000 addresses, 1,500 pages and 120 user agents; one path in five is unique, one answer in ten below 2xx."""
import random
import sys
import time

draw = random.Random(7)
AGENTS = [
    draw.choice([
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0",
        "curl/7.%d.1",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) %d",
    ]).replace("%d", str(80 + number))
    for number in range(120)
]
ADDRESSES = [
    "%d.%d.%d.%d" % (draw.randrange(1, 224), draw.randrange(256), draw.randrange(256), draw.randrange(1, 255))
    for _ in range(20000)
]
WORDS = ["blog", "shop", "api", "static", "img", "user", "v1", "search", "docs"]
PAGES = [
    "/" + "/".join(draw.choice(WORDS) for _ in range(draw.randrange(1, 4)))
    + draw.choice(["/index.html", "", "/app.js", "/style.css", "/%d.png" % number])
    for number in range(1500)
]
REFERERS = ["-", "-", "-", "https://example.com/", "https://www.google.com/"]
REFERERS += ["https://example.com" + page for page in PAGES[:60]]

now = 1795000000
for _ in range(int(sys.argv[1])):
    if draw.random() < 0.3:
        now += draw.randrange(0, 2)
    path = draw.choice(PAGES)
    kind = draw.random()
    if kind < 0.15:
        path += "?id=%d" % draw.randrange(10**7)
    elif kind < 0.2:
        path = "/api/v1/users/%d" % draw.randrange(10**6)
    sys.stdout.write('%s - - [%s] "%s %s HTTP/1.1" %d %d "%s" "%s"\n' % (
        draw.choice(ADDRESSES),
        time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        draw.choices(["GET", "POST", "HEAD"], [90, 8, 2])[0],
        path,
        draw.choices([200, 304, 404, 301, 500, 403], [85, 6, 5, 2, 0.5, 1.5])[0],
        int(draw.paretovariate(0.8) * 200) % 2000000,
        draw.choice(REFERERS),
        draw.choice(AGENTS)))
