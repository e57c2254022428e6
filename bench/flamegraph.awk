# Draws a flame graph: `perf script | awk -f bench/flamegraph.awk -v width=1200 > graph.svg`.
# Width is share of the samples, what stands on a box was called by it. Needs GNU awk 5 or mawk; functions below
# `least` percent are left out. `-v only=TEXT` takes the samples of processes whose command contains TEXT.

function add(stack, count,   n, parts, i, path) {
  n = split(stack, parts, ";")
  path = ""
  for (i = n; i >= 1; --i) {  # perf prints the innermost frame first
    path = path ";" parts[i]
    total[path] += count
    depth[path] = n - i + 1
    name[path] = parts[i]
    if (depth[path] > deepest) deepest = depth[path]
  }
  all += count
}

function flush_sample() {
  if (stack != "" && (only == "" || index(command, only))) add(stack, 1)
  stack = ""
}

function escaped(text) {
  gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); gsub(/"/, "\\&quot;", text)
  return text
}

function draw(path, x,   w, key, label, shown, y, child, at, i, kids) {
  w = width * total[path] / all
  y = (shown_depth - depth[path]) * 17 + 30
  label = name[path]
  shown = substr(label, 1, int(w / 6.3))
  hue = 20 + (length(label) * 37 + depth[path] * 11) % 35
  printf "<g><title>%s (%.1f %%)</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"hsl(%d,75%%,62%%)\"/>",
         escaped(label), 100 * total[path] / all, x, y, w, hue
  if (length(shown) > 3) printf "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 12, escaped(shown)
  print "</g>"
  kids = children[path]
  at = x
  while (kids != "") {
    i = index(kids, "\n")
    child = substr(kids, 1, i - 1)
    kids = substr(kids, i + 1)
    draw(child, at)
    at += width * total[child] / all
  }
}

BEGIN { if (!width) width = 1200; if (!least) least = 0.4 }
/^[^ \t#]/ { flush_sample(); command = $1; next }
/^[ \t]+[0-9a-f]+ / {
  frame = $0
  sub(/^[ \t]+[0-9a-f]+ /, "", frame)
  sub(/ \([^()]*\)$/, "", frame)
  sub(/\+0x[0-9a-f]+$/, "", frame)
  sub(/\(.*$/, "", frame)
  gsub(/;/, ":", frame)
  gsub(/gridpost::/, "", frame)
  if (frame ~ /^\[unknown\]|__invoke|_M_invoke|__do_visit|__visit_invoke|_Function_handler|\(inlined\)/ || frame == "") next
  stack = stack == "" ? frame : stack ";" frame
}
END {
  flush_sample()
  if (!all) { print "no samples" > "/dev/stderr"; exit 1 }
  for (path in total) {
    if (100 * total[path] / all < least) continue
    parent = path
    sub(/;[^;]*$/, "", parent)
    children[parent] = children[parent] path "\n"
    if (depth[path] > shown_depth) shown_depth = depth[path]
  }
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\" font-size=\"10\">\n",
         width, shown_depth * 17 + 40
  printf "<text x=\"4\" y=\"16\">%d samples; the width of a box is its share</text>\n", all
  x = 0
  kids = children[""]
  while (kids != "") {
    i = index(kids, "\n")
    child = substr(kids, 1, i - 1)
    kids = substr(kids, i + 1)
    draw(child, x)
    x += width * total[child] / all
  }
  print "</svg>"
}
