// The file that says who the registration data providers are. (docs/modifications/mp077.md)
#pragma once

#include <string>

#include "registration/providers.h"

namespace gridpost::app {

// Reads the file (TOML), and the bank holidays that it names. Errors name file, line and field; unknown fields are
// errors.
Result<registration::Desk> load_registration_setup(const std::string& path);

}  // namespace gridpost::app
