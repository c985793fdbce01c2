-- What wrk sends: wrk … -s load.lua ADDRESS -- REQUESTS
-- REQUESTS (requests.mjs writes it): lines "#Name: value" are headers of all requests; every other line is one of them,
-- METHOD <tab> PATH <tab> VERSION <tab> BODY.  A VERSION is sent as If-Match and counts up with each save of that row;
-- "#Once: yes": each is sent once, a POST to the API with an Idempotency-Key of its own, and then wrk ends.
-- "{turn}" in a body becomes a number that changes, so that every save changes something.
local requests, at, turn = {}, 0, 0
local headers = {}
local once = false

local function read_line(line)
  local name, value = line:match('^#([^:]+): (.*)$')
  if name == 'Once' then
    once = true
    return
  end
  if name then
    headers[name] = value
    return
  end
  local method, path, version, body = line:match('^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$')
  local request = { method = method, path = path, version = tonumber(version), body = body ~= '' and body or nil }
  if not request.version and not once then request.text = wrk.format(method, path, headers, request.body) end
  requests[#requests + 1] = request
end

function init(args)
  for line in io.lines(args[1]) do read_line(line) end
end

function request()
  if once and at == #requests then
    wrk.thread:stop()
    return wrk.format('GET', '/health')
  end
  at = at % #requests + 1
  local one = requests[at]
  if one.text then return one.text end
  turn = turn + 1
  if once then
    headers['Idempotency-Key'] = string.format('bench-%s-%d', tostring(requests), turn)
  else
    headers['If-Match'] = '"' .. one.version .. '"'
    one.version = one.version + 1
  end
  return wrk.format(one.method, one.path, headers, (one.body:gsub('{turn}', turn)))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"bytes":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
