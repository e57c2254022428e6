// The tests that every implementation of the store port must pass for jobs; used like StoreSuite.
#pragma once

#include "store/store_suite.h"

namespace gridpost::store {

template <class Traits>
class JobSuite : public StoreSuite<Traits> {
 protected:
  static engine::Job job(const std::string& kind) {
    engine::Job j;
    j.kind = kind;
    j.as_of = 1;
    j.started_at = 2;
    j.total = 3;
    j.done = 4;
    j.cursor = "here";
    j.subject = "ESME|0004";
    return j;
  }
};

TYPED_TEST_SUITE_P(JobSuite);

TYPED_TEST_P(JobSuite, JobsOfAllKindsAreKeptAndThoseUnderWayAreFound) {
  engine::Job first = this->job("a"), second = this->job("b"), third = this->job("a");
  {
    auto tx = this->begin();
    for (engine::Job* one : {&first, &second, &third}) one->id = this->value(tx->jobs().put(*one));
    EXPECT_GT(second.id, first.id);
    EXPECT_GT(third.id, second.id);
    this->ok(tx->commit());
  }
  this->reopen();
  {
    auto tx = this->begin();
    EXPECT_THAT(this->value(tx->jobs().running()), ElementsAre(first, second, third));
    first.state = engine::JobState::Done;
    first.ended_at = 9;
    EXPECT_EQ(this->value(tx->jobs().put(first)), first.id);
    EXPECT_THAT(this->value(tx->jobs().running()), ElementsAre(second, third));
    EXPECT_EQ(this->value(tx->jobs().find(first.id)), first);
    EXPECT_FALSE(this->value(tx->jobs().find(99)));
    this->ok(tx->commit());
  }
  auto tx = this->read();
  EXPECT_THAT(this->value(tx->jobs().list("", 2)), ElementsAre(third, second));
  EXPECT_THAT(this->value(tx->jobs().list("a", 9)), ElementsAre(third, first));
  EXPECT_THAT(this->value(tx->jobs().list("c", 9)), IsEmpty());
}

REGISTER_TYPED_TEST_SUITE_P(JobSuite, JobsOfAllKindsAreKeptAndThoseUnderWayAreFound);

}  // namespace gridpost::store
