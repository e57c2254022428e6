// Tells the service manager that started this process how it is. (systemd: sd_notify(3), Type=notify)
#pragma once

#include <string_view>

namespace gridpost::app {

// "READY=1", "STOPPING=1". Does nothing where nobody listens: without NOTIFY_SOCKET in the environment.
void tell_service_manager(std::string_view state);

}  // namespace gridpost::app
