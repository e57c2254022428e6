// DUIS bodies written by hand in tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/element.h"
#include "duis/xml.h"

namespace gridpost::transform {

// "<A><B index='1'>x</B></A>" as elements; names without prefix.
inline Element body(std::string_view xml) {
  const std::string text =
      "<Root xmlns='http://www.dccinterface.co.uk/ServiceUserGateway'>" + std::string(xml) + "</Root>";
  const auto document = duis::parse(text);
  EXPECT_TRUE(document) << document.error().text();
  if (!document) return {};
  const Element root = document->root();
  EXPECT_EQ(root.children.size(), 1u);
  return root.children.empty() ? Element{} : root.children.front();
}

}  // namespace gridpost::transform
