namespace Heapline.Capture.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void Capture_of_everything_comes_back_as_it_was() =>
        Captures.AssertEqual(SmallCapture.Data, Captures.Read(SmallCapture.Bytes));

    [Fact]
    public void Capture_in_many_blocks_comes_back_as_it_was() =>
        Captures.AssertEqual(SmallCapture.Data, Captures.Read(Captures.Write(SmallCapture.Data, flushEvery: 1)));
}
